/** What an option names. The check is not run without its option, which the compiler cannot know. */
export function given<T>(option: T | undefined): T {
  if (option === undefined) throw new Error("not given");
  return option;
}
