/** An API's demand for more than the token allows. */
export interface StepUpDemand {
  /** Space-separated (RFC 6750 §3). */
  readonly scope: string | undefined;
  /** One of them (RFC 9470 §3), or of Nearside's own a higher one. */
  readonly acrValues: readonly string[] | undefined;
  /** Seconds since the person approved, at most (RFC 9470 §3). */
  readonly maxAge: number | undefined;
}
