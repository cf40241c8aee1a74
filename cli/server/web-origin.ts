/**
 * The origin of a web address, as a list of one. Nothing else names a place that a token may be sent to, or a proof be made for: a URN, a bare
 * name, or a `blob:` URL, which has the origin of what it names, and another host in a proof.
 */
export function webOrigin(address: string): readonly string[] {
  if (!URL.canParse(address)) return [];
  const { protocol, origin } = new URL(address);
  return protocol === "https:" || protocol === "http:" ? [origin] : [];
}
