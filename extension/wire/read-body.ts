/** What sent the answer was not asked for so much. */
class BodyTooLong extends Error {}

/**
 * The body as text, read no further than `limit` bytes: what listens on a port may be anybody, and may never stop.
 *
 * @throws BodyTooLong, or TypeError where it is not UTF-8
 */
export async function readBody(response: Response, limit: number): Promise<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let [text, length] = ["", 0];
  const reader = response.body?.getReader();
  if (reader === undefined) return "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    length += value.byteLength;
    if (length > limit) {
      await reader.cancel();
      throw new BodyTooLong();
    }
    text += decoder.decode(value, { stream: true });
  }
}
