/** What asks the model of a client to go on from some words. */
export const sampling = (words: string, maxTokens: number) => ({
  messages: [{ role: 'user' as const, content: { type: 'text' as const, text: words } }],
  maxTokens,
});
