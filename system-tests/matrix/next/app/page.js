// https://nextjs.org/docs/app/getting-started/deploying#nodejs-server: `next build`, then `next start`.
export default function Page() {
  return <p>hello</p>;
}
