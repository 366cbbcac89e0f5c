/** Where the server of a run listens, and whether it speaks TLS. */
export interface Address {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  readonly insecure: boolean;
}
