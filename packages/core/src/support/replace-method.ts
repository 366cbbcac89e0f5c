/**
 * Replaces a method of an object that is not ours. Returns the undo, which restores the property as it was. Where the
 * method was replaced again meanwhile, the undo does nothing: that method may call ours, which has to pass the call on
 * by then.
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
