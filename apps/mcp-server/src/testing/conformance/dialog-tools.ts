import {
  CLIENT_CAPABILITIES_META_KEY,
  type CallToolResult,
  type ClientCapabilities,
  type InputRequests,
  type McpServer,
  type RequestStateCodec,
  type ServerContext,
  inputRequired,
} from '@modelcontextprotocol/server';
import { sampling } from './sampling.js';

type Form = Parameters<typeof inputRequired.elicit>[0];

const text = (words: string): CallToolResult => ({ content: [{ type: 'text', text: words }] });
const form = (message: string, field: string, type: 'string' | 'boolean' = 'string'): Form => {
  const property = type === 'string' ? ({ type: 'string' } as const) : ({ type: 'boolean' } as const);
  return {
    mode: 'form',
    message,
    requestedSchema: { type: 'object', properties: { [field]: property }, required: [field] },
  };
};
const ASK_NAME = form('What is your name?', 'name');

/** Asks until every key is there, then says what came. */
function ask(
  { mcpReq }: ServerContext,
  inputRequests: InputRequests,
  requestState?: string,
): ReturnType<typeof inputRequired> | undefined {
  const given = mcpReq.inputResponses ?? {};
  if (Object.keys(inputRequests).every((key) => key in given)) return undefined;
  return inputRequired({ inputRequests, ...(requestState === undefined ? {} : { requestState }) });
}

/** Tools that ask their caller something, by `input_required` results. */
export function registerDialogTools(server: McpServer, states: RequestStateCodec<number>): void {
  const register = (
    name: string,
    answer: (context: ServerContext) => Promise<CallToolResult | ReturnType<typeof inputRequired>>,
  ): void => void server.registerTool(name, { description: name }, answer);
  const given = ({ mcpReq }: ServerContext): CallToolResult => text(JSON.stringify(mcpReq.inputResponses));
  const elicited = ({ mcpReq }: ServerContext, key: string): Record<string, unknown> | undefined =>
    (mcpReq.inputResponses?.[key] as { content?: Record<string, unknown> } | undefined)?.content;

  register('test_input_required_result_elicitation', async (context) => {
    const name = elicited(context, 'user_name')?.['name'];
    if (typeof name === 'string') return text(`Hello, ${name}!`);
    return inputRequired({ inputRequests: { user_name: inputRequired.elicit(ASK_NAME) } });
  });

  register('test_input_required_result_sampling', async (context) => {
    const question = inputRequired.createMessage(sampling('What is the capital of France?', 100));
    return ask(context, { capital_question: question }) ?? given(context);
  });

  register('test_input_required_result_list_roots', async (context) => {
    return ask(context, { client_roots: inputRequired.listRoots() }) ?? given(context);
  });

  for (const name of ['request_state', 'tampered_state']) {
    register(`test_input_required_result_${name}`, async (context) => {
      const confirm = inputRequired.elicit(form('Please confirm', 'ok', 'boolean'));
      return ask(context, { confirm }, await states.mint(1, context)) ?? text('state-ok');
    });
  }

  register('test_input_required_result_multiple_inputs', async (context) => {
    const inputRequests = {
      user_name: inputRequired.elicit(ASK_NAME),
      greeting: inputRequired.createMessage(sampling('Generate a greeting', 50)),
      client_roots: inputRequired.listRoots(),
    };
    return ask(context, inputRequests, await states.mint(1, context)) ?? given(context);
  });

  register('test_input_required_result_multi_round', async (context) => {
    const round = context.mcpReq.requestState<number>() ?? 0;
    const steps = [ASK_NAME, form('Step 2: What is your favorite color?', 'color')];
    const step = steps[round];
    if (!step) return text('all rounds are done');
    return inputRequired({
      inputRequests: { [`step${round + 1}`]: inputRequired.elicit(step) },
      requestState: await states.mint(round + 1, context),
    });
  });

  register('test_input_required_result_capabilities', async (context) => {
    const envelope = context.mcpReq.envelope as Record<string, unknown> | undefined;
    const client = envelope?.[CLIENT_CAPABILITIES_META_KEY] as ClientCapabilities | undefined;
    const asked: InputRequests = {
      ...(client?.elicitation ? { name: inputRequired.elicit(ASK_NAME) } : {}),
      ...(client?.sampling ? { greeting: inputRequired.createMessage(sampling('Greet', 50)) } : {}),
    };
    return ask(context, asked) ?? given(context);
  });

  // the SDK refuses it where the client has not said that it can be asked
  register('test_missing_capability', async () =>
    inputRequired({ inputRequests: { answer: inputRequired.createMessage(sampling('Anything', 10)) } }),
  );

  register('test_streaming_elicitation', async (context) => {
    return ask(context, { user_name: inputRequired.elicit(ASK_NAME) }) ?? given(context);
  });

  server.registerPrompt(
    'test_input_required_result_prompt',
    { description: 'Asks for its context' },
    async (context) => {
      const question = form('What context should the prompt use?', 'context');
      const asked = ask(context, { user_context: inputRequired.elicit(question) });
      return asked ?? { messages: [{ role: 'user', content: { type: 'text', text: 'with context' } }] };
    },
  );
}
