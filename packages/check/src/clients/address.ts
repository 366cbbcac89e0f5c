/** Where the server of a run listens, and how it is spoken to. */
export interface Address {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  readonly insecure: boolean;
}
