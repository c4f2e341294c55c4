const texts = new WeakMap<object, string>();

/** The JSON of an answer. Answers from live state are one object until the next event, and become text once. */
export function sharedJson(answer: unknown): string {
  if (typeof answer !== 'object' || answer === null || !Object.isFrozen(answer))
    return JSON.stringify(answer);
  let text = texts.get(answer);
  if (text === undefined) texts.set(answer, (text = JSON.stringify(answer)));
  return text;
}
