/** A text of an answer; throws where it has none. */
export function textIn(answer: unknown, name: string): string {
  const text: unknown = typeof answer === 'object' && answer !== null ? Reflect.get(answer, name) : undefined;
  if (typeof text !== 'string') throw new Error(`the answer has no ${name}`);
  return text;
}
