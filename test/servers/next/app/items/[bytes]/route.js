export const dynamic = "force-dynamic";

export async function GET(_request, { params }) {
  const { bytes } = await params;
  return new Response(".".repeat(Number(bytes)));
}
