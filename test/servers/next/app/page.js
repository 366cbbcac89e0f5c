export default function Page() {
  return <p>quick</p>;
}
