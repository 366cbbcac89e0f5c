/**
 * Puts a method of ours on an object that is somebody else's, and returns the undo, which leaves the property as it was. Where somebody
 * else has replaced it meanwhile, theirs stays: it calls ours, which has to pass on by then.
 */
export function replaceMethod<Owner extends object, Name extends keyof Owner>(
  owner: Owner,
  name: Name,
  method: Owner[Name],
): () => void {
  const descriptor = Object.getOwnPropertyDescriptor(owner, name);
  owner[name] = method;
  return () => {
    if (owner[name] !== method) return;
    if (descriptor) Object.defineProperty(owner, name, descriptor);
    else Reflect.deleteProperty(owner, name);
  };
}
