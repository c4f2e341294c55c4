/** `warn` works, but somebody should know; `skip` could not be looked at because of something above it. */
export type Verdict = 'ok' | 'warn' | 'fail' | 'skip';

/** What one check has found. */
export interface Finding {
  /** What was looked at: `node`, `rest`, `data directory`. */
  readonly check: string;
  readonly verdict: Verdict;
  /** What is so. Never holds a secret. */
  readonly found: string;
  /** What to do about it; for `warn` and `fail`. */
  readonly remedy?: string;
}

export interface Diagnosis {
  readonly findings: readonly Finding[];
  /** Exit code: 0 when nothing failed, warnings or not; otherwise 1. */
  readonly exitCode: 0 | 1;
}

/** Findings in the order of the checks, as they are made. */
export class Findings {
  private readonly all: Finding[] = [];

  constructor(private readonly onFinding: (finding: Finding) => void = () => undefined) {}

  ok(check: string, found: string): void {
    this.add({ check, verdict: 'ok', found });
  }

  warn(check: string, found: string, remedy: string): void {
    this.add({ check, verdict: 'warn', found, remedy });
  }

  fail(check: string, found: string, remedy: string): void {
    this.add({ check, verdict: 'fail', found, remedy });
  }

  skip(check: string, found: string): void {
    this.add({ check, verdict: 'skip', found });
  }

  diagnosis(): Diagnosis {
    return { findings: this.all, exitCode: this.all.some(({ verdict }) => verdict === 'fail') ? 1 : 0 };
  }

  private add(finding: Finding): void {
    this.all.push(finding);
    this.onFinding(finding);
  }
}

const MARKS: Readonly<Record<Verdict, string>> = { ok: 'ok  ', warn: 'WARN', fail: 'FAIL', skip: 'skip' };

/** One finding as a line, and one more with what to do. */
export function findingText({ check, verdict, found, remedy }: Finding): string {
  const line = `${MARKS[verdict]}  ${check.padEnd(16)}${found}`;
  return remedy === undefined ? line : `${line}\n${' '.repeat(22)}-> ${remedy}`;
}
