export async function runSelfTest(_: unknown): Promise<number> {
  return 0;
}
