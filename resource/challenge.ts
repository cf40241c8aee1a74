/** What the address demands, where that is why it refused. */
export interface Demanded {
  /** RFC 6750 §3: space-separated. */
  readonly scope?: string | undefined;
  /** RFC 9470 §3. */
  readonly acrValues?: readonly string[] | undefined;
  /** Seconds (RFC 9470 §3). */
  readonly maxAge?: number | undefined;
  /** Where this API describes itself (RFC 9728 §5.1). */
  readonly resourceMetadata?: string | undefined;
}

/**
 * `WWW-Authenticate` of scheme DPoP (RFC 9449 §7.1). No value holds a quote or a backslash: the sentences are ours, and
 * what an API demands was read by `readDemands`, and a URL has neither.
 */
export function challengeOf(error: string | null, description: string, demanded: Demanded): string {
  const { scope, acrValues, maxAge, resourceMetadata } = demanded;
  const parameters = [
    ...(error === null ? [] : [`error="${error}"`, `error_description="${description}"`]),
    ...(scope === undefined ? [] : [`scope="${scope}"`]),
    ...(acrValues === undefined ? [] : [`acr_values="${acrValues.join(" ")}"`]),
    ...(maxAge === undefined ? [] : [`max_age="${maxAge}"`]),
    ...(resourceMetadata === undefined ? [] : [`resource_metadata="${resourceMetadata}"`]),
    `algs="ES256"`,
  ];
  return `DPoP ${parameters.join(", ")}`;
}
