import type { CallContext, SpotClient } from '@binance-gateway/binance-client';
import {
  AppError,
  type Clock,
  type Millis,
  type Operation,
  type Order,
  type WireSymbol,
  delay,
} from '@binance-gateway/domain-types';
import { answerAgain, duplicateOf, requireSame } from './journal/answer-again.js';
import { OrderReports, type ReportWatch } from './journal/order-reports.js';
import {
  type Evidence,
  type IntentRecord,
  type KeptError,
  type OrderIntent,
  type OrderJournal,
  type Placed,
  keptError,
  mayBeTriedAgain,
  noJournal,
  wasNotPlaced,
} from './order-journal.js';
import { askOutcome, completeOutcome, idsOf, questionOf } from './outcome.js';
import type { OwnerSwitches } from './policy/owner-switches.js';
import type { Permit, Policies } from './policy/policies.js';
import type { Proposal } from './proposal.js';
import { type Questions, stillUnknown } from './questions.js';
import { halvesOf, placedHalf, withHalves } from './replacement.js';
import { type Submission, submissionOf } from './submission.js';

export interface PlacingOptions {
  readonly spot: Pick<SpotClient, 'run' | 'symbols'>;
  readonly clock: Clock;
  /** Time of the exchange. */
  readonly exchangeTime: () => Millis;
  /** 1 to 36 of `A-Z a-z 0-9 - _`, never the same twice. */
  readonly newClientOrderId: () => string;
  readonly journal?: OrderJournal;
  /** What each caller may do; everything when absent. */
  readonly policies?: Pick<Policies, 'admit' | 'refusal'>;
  /** Whose trading was stopped; nobody's when absent. */
  readonly switches?: Pick<OwnerSwitches, 'check'>;
  /** Events of the account, as far as they are heard. */
  readonly reports?: OrderReports;
  /** Pauses before each question about an order whose outcome is unknown. */
  readonly askAfterMs?: readonly Millis[];
  /** Aborted when the process can wait no longer: callers are then told what they have to ask for later. */
  readonly closing?: AbortSignal;
}

export interface OrderContext extends CallContext {
  /** Who asks, by the name of the token or the virtual key: its policy counts, and its ids are not another's. */
  readonly principal?: string;
  /**
   * What the same id again means. `answer`: the same request, answered from the journal. `refuse`: a duplicate, refused
   * as the exchange does it, unless the earlier order is known not to have been placed.
   */
  readonly repeat?: 'answer' | 'refuse';
}

interface Running {
  readonly intent: OrderIntent;
  readonly answer: Promise<Placed>;
}

/** An intent that took longer to record is not sent: another process may have given this one up by then. */
const RECORD_AT_MOST_MS = 10_000;
/** How long a repetition waits for an order that another process is sending, or that is being asked for. */
const JOIN_AT_MOST_MS = 5_000;
const JOIN_EVERY_MS = 100;

/** Sends each request that places orders once, after it is on record; what it cannot know, it asks. */
export class Placing {
  private readonly journal: OrderJournal;
  private readonly reports: OrderReports;
  private readonly running = new Map<string, Running>();

  constructor(
    private readonly options: PlacingOptions,
    private readonly questions: Questions,
    /** @throws AppError naming the rule of the symbol that is broken */
    private readonly check: (proposal: Proposal, rules: WireSymbol) => void,
  ) {
    this.journal = options.journal ?? noJournal;
    this.reports = options.reports ?? new OrderReports();
  }

  /**
   * @throws AppError; OUTCOME_UNKNOWN with extra {outcome, clientOrderId} when even asking did not tell; CONFLICT when
   * the id belongs to another order; JOURNAL_UNAVAILABLE when it could not be recorded, and so was not sent
   */
  place<I extends object>(operation: Operation<I>, input: I, context: OrderContext): Promise<Placed> {
    const { newClientOrderId: newId, exchangeTime } = this.options;
    const { principal = '' } = context;
    const submission = submissionOf(operation, input, { principal, newId, at: exchangeTime() });
    const { intent } = submission;
    const { clientOrderId } = intent;
    const running = this.running.get(clientOrderId);
    if (running) return this.join(running, intent, context);
    const answer = this.carryOut(submission, context);
    this.running.set(clientOrderId, { intent, answer });
    const over = (): unknown => this.running.delete(clientOrderId);
    answer.then(over, over);
    return this.untilClosing(answer, submission);
  }

  /** A caller must not be left with a broken connection and no id. What became of the order the journal follows. */
  private untilClosing(answer: Promise<Placed>, { intent, operation }: Submission): Promise<Placed> {
    const { closing } = this.options;
    if (!closing) return answer;
    return new Promise((resolve, reject) => {
      const onClosing = (): void => {
        const cause = new AppError('OUTCOME_UNKNOWN', 'the gateway is stopping; ask for the order by its id');
        reject(stillUnknown(operation.name, intent.order.symbol, intent.clientOrderId, cause));
      };
      closing.addEventListener('abort', onClosing, { once: true });
      const over = (): void => closing.removeEventListener('abort', onClosing);
      answer.then(resolve, reject).finally(over);
      if (closing.aborted) onClosing();
    });
  }

  private async join(running: Running, again: OrderIntent, { repeat }: OrderContext): Promise<Placed> {
    requireSame(running.intent, again);
    if (repeat === 'refuse') throw new AppError('CONFLICT', 'Duplicate order sent.', { binanceCode: -2010 });
    return running.answer;
  }

  private async carryOut(submission: Submission, context: OrderContext): Promise<Placed> {
    const { intent, proposal } = submission;
    const { clock, policies, spot, switches } = this.options;
    const isFree = context.repeat === 'refuse' ? wasNotPlaced : mayBeTriedAgain;
    const earlier = this.journal.find(intent.clientOrderId);
    if (earlier && !isFree(earlier)) return this.repeat(earlier, intent, context);
    switches?.check(intent.principal);
    this.check(proposal, await spot.symbols.require(intent.order.symbol));
    const permit = await policies?.admit(intent.principal, intent.clientOrderId, proposal);
    const begun = clock.monotonic();
    const known = await this.record(intent, permit, isFree);
    if (known) return this.repeat(known, intent, context);
    try {
      if (clock.monotonic() - begun > RECORD_AT_MOST_MS) {
        throw new AppError('JOURNAL_UNAVAILABLE', 'recording the order took too long; it was not sent');
      }
      // Stopped meanwhile: whoever stopped it waits for orders on record, and for no others
      switches?.check(intent.principal);
    } catch (error) {
      this.refused(intent, keptError(error), permit);
      throw error;
    }
    const watches = idsOf(questionOf(intent)).map((id) => this.reports.watch(id, intent.at));
    try {
      return await this.send(submission, watches, context, permit);
    } finally {
      for (const watch of watches) watch.stop();
    }
  }

  private async record(
    intent: OrderIntent,
    permit: Permit | undefined,
    isFree: (earlier: IntentRecord) => boolean,
  ): Promise<IntentRecord | undefined> {
    const charge = permit?.charge;
    try {
      const known = await this.journal.intent(charge ? { ...intent, charge } : intent, isFree);
      if (known) permit?.giveBack();
      return known;
    } catch (error) {
      permit?.giveBack();
      throw error;
    }
  }

  private refused({ clientOrderId }: OrderIntent, error: KeptError, permit: Permit | undefined): void {
    this.journal.ended(clientOrderId, { state: 'REFUSED', error });
    permit?.giveBack();
  }

  private async send(
    submission: Submission,
    watches: readonly ReportWatch[],
    context: OrderContext,
    permit: Permit | undefined,
  ): Promise<Placed> {
    const { intent, operation, input } = submission;
    const { clientOrderId } = intent;
    const { principal: _principal, repeat: _repeat, ...call } = context;
    let isSent = false;
    const onSent = (): void => {
      isSent = true;
      this.journal.sent(clientOrderId);
      context.onSent?.();
    };
    try {
      const answer = (await this.options.spot.run(operation, input, { ...call, onSent })) as Placed;
      this.accepted(clientOrderId, 'answer', answer);
      return answer;
    } catch (error) {
      // Anything else that is thrown after sending is a fault of ours, and says nothing about the order
      const isOpen = AppError.is(error) ? error.code === 'OUTCOME_UNKNOWN' : isSent;
      if (!isOpen) throw this.notAccepted(intent, error, permit);
      const found = await this.find(intent, watches, call);
      if (found) {
        this.accepted(clientOrderId, watches.some((w) => w.order) ? 'event' : 'query', found);
        return found;
      }
      const unknown = stillUnknown(operation.name, intent.order.symbol, clientOrderId, error);
      this.journal.ended(clientOrderId, { state: 'UNKNOWN', error: keptError(unknown) });
      throw unknown;
    }
  }

  private accepted(clientOrderId: string, by: Evidence, order: Placed, error?: KeptError): void {
    this.journal.ended(clientOrderId, { state: 'ACCEPTED', by, order, ...(error ? { error } : {}) });
  }

  /** A refusal, of which a half may have been carried out all the same. */
  private notAccepted(intent: OrderIntent, error: unknown, permit: Permit | undefined): unknown {
    const halves = halvesOf(error);
    if (!halves || !AppError.is(error)) {
      this.refused(intent, keptError(error), permit);
      return error;
    }
    const told = withHalves(error, halves);
    const placed = placedHalf(halves);
    if (placed) this.accepted(intent.clientOrderId, 'answer', placed, keptError(told));
    else this.refused(intent, keptError(told), permit);
    return told;
  }

  /** Asks until the order shows up, or the account's events tell of it. Silence, -2013 and trouble: not known yet. */
  private async find(
    intent: OrderIntent,
    watches: readonly ReportWatch[],
    context: CallContext,
  ): Promise<Placed | undefined> {
    const { spot } = this.options;
    const question = questionOf(intent);
    const stop = watches.length === 1 ? watches[0]?.seen : AbortSignal.any(watches.map((w) => w.seen));
    const ask = (call: CallContext): Promise<Placed | undefined> =>
      askOutcome(spot, question, intent.at, call);
    for await (const found of this.questions.answers(ask, context, stop)) if (found) return found;
    const heard = watches.find((watch) => watch.order)?.order as Order | undefined;
    if (!heard) return undefined;
    const complete = (call: CallContext): Promise<Placed> => completeOutcome(spot, question, heard, call);
    for await (const found of this.questions.answers(complete, context, undefined, 0)) return found;
    return undefined;
  }

  /** Answers from the journal; waits a while for an order that is not settled. */
  private async repeat(earlier: IntentRecord, intent: OrderIntent, context: OrderContext): Promise<Placed> {
    if (context.repeat === 'refuse') throw duplicateOf(earlier);
    requireSame(earlier, intent);
    const { clock } = this.options;
    const end = clock.monotonic() + JOIN_AT_MOST_MS;
    let record = earlier;
    while ((record.state === 'INTENT' || record.state === 'SENT') && clock.monotonic() < end) {
      await delay(clock, JOIN_EVERY_MS);
      record = this.journal.find(intent.clientOrderId) ?? record;
    }
    return answerAgain(record);
  }
}
