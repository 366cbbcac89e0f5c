/**
 * What came of the requests of a load: `again` is the outcome of those that their clients send again by themselves.
 * @param {{ records: any[], failures: any[] }} load
 */
export function countRequests({ records, failures }, { get = "GET", post = "POST", again = "" } = {}) {
  const failed = (/** @type {string} */ method) =>
    failures.filter((record) => record.method === method).length;
  return {
    requests: records.length,
    toSendAgain: records.filter(({ outcome }) => outcome === again).length,
    failedGet: failed(get),
    failedPost: failed(post),
    slowestMs: records.reduce((most, { beganAt, endedAt }) => Math.max(most, endedAt - beganAt), 0),
  };
}
