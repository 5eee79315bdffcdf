/** Figures against a floor of the same work, taken in turns, and the rows of the table they make. */
import type { TestInfo } from '@playwright/test';

/** One row of the table. */
export interface Row {
  metric: string;
  ours: string;
  floor: string;
  ratio: string;
  target: string;
  /** Whether the target is met. */
  met: boolean;
}

export interface Pairs {
  ours: number[];
  floor: number[];
}

/** Ours, the floor, the floor, ours, and so on: what changes with time meets both. */
export async function inTurns(
  pairs: number,
  ours: (n: number) => Promise<number>,
  floor: (n: number) => Promise<number>,
): Promise<Pairs> {
  const taken: Pairs = { ours: [], floor: [] };
  for (let n = 0; n < pairs; n += 1) {
    const turns = [async () => taken.ours.push(await ours(n)), async () => taken.floor.push(await floor(n))];
    if (n % 2 === 1) turns.reverse();
    for (const turn of turns) await turn();
  }
  return taken;
}

/** The value below which this part of them lies. */
export function quantile(values: number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))]!;
}

export function median(values: number[]): number {
  return quantile(values, 0.5);
}

/** Ours by the floor, pair by pair. */
export function ratios({ ours, floor }: Pairs): number[] {
  return ours.map((value, n) => value / floor[n]!);
}

/** The middle, and between what the middle half lies. */
export function spread(values: number[], digits = 0): string {
  const [low, middle, high] = [0.25, 0.5, 0.75].map((part) => quantile(values, part).toFixed(digits));
  return `${middle} (${low}–${high})`;
}

/** Adds a row to the table that the run prints at its end. */
export function report(info: TestInfo, row: Row): void {
  info.annotations.push({ type: 'row', description: JSON.stringify(row) });
}
