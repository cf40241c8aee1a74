/**
 * The body as UTF-8 text, read no further than it may be long.
 *
 * @throws Error if it is longer, TypeError if it is no UTF-8
 */
export async function readLimitedText(answer: Response, maxBytes: number): Promise<string> {
  const reader = answer.body?.getReader();
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  let length = 0;
  for (let part = await reader?.read(); part !== undefined && !part.done; part = await reader?.read()) {
    length += part.value.length;
    if (length > maxBytes) {
      await reader?.cancel();
      throw new Error(`an answer of more than ${maxBytes} bytes was not read`);
    }
    text += decoder.decode(part.value, { stream: true });
  }
  return text + decoder.decode();
}
