export interface Order {
  readonly id: number;
  readonly item: string;
  readonly packed: boolean;
}
