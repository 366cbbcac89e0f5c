/**
 * Replaces a method of an object that is not ours. Returns the undo, which restores the property as it was. If the
 * method was replaced again meanwhile, the undo does nothing, since the later method may call ours. So ours has to pass
 * calls on from then. A read-only property, as in a frozen object, throws.
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
