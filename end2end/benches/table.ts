/** Prints the rows that the benches reported, as one table. */
import type { FullResult, Reporter, TestCase, TestResult } from '@playwright/test/reporter';

import type { Row } from './measure.ts';

const columns: (keyof Row)[] = ['metric', 'ours', 'floor', 'ratio', 'target'];

export default class Table implements Reporter {
  private readonly rows: Row[] = [];

  onTestBegin(test: TestCase): void {
    process.stderr.write(`measuring: ${test.title}\n`);
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    for (const { type, description } of result.annotations) {
      if (type === 'row' && description) this.rows.push(JSON.parse(description) as Row);
    }
    if (result.error) process.stderr.write(`${test.title}: ${result.error.stack ?? result.error.message}\n`);
  }

  onEnd(_: FullResult): void {
    const lines = [
      Object.fromEntries(columns.map((column) => [column, column])) as Record<keyof Row, string>,
      ...this.rows.map((row) => ({ ...row, target: `${row.target}${row.met ? '' : ' – missed'}` })),
    ];
    const widths = columns.map((column) => Math.max(...lines.map((line) => String(line[column]).length)));
    const drawn = lines.map((line) => `| ${columns.map((column, n) => String(line[column]).padEnd(widths[n]!)).join(' | ')} |`);
    drawn.splice(1, 0, `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`);
    process.stdout.write(`\n${drawn.join('\n')}\n`);
  }

  printsToStdio(): boolean {
    return true;
  }
}
