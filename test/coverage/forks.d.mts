/** Where processes that the tests fork leave their coverage. */
export const FORKS: string;
