/** The address of a list with those filters. */
export const listHref = (path: string, filters: Readonly<Record<string, string | number>>): string =>
  `${path}?${new URLSearchParams(Object.entries(filters).map(([name, value]) => [name, String(value)]))}`;

/** A span of time: its first and its last millisecond. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The security log's logins of a span of time. */
export const loginsHref = ({ from, to }: Span, filters: Readonly<Record<string, string>> = {}): string =>
  listHref("/console/log", { ...filters, from, to });

/** The security log's alarms of a span of time. */
export const alarmsHref = (span: Partial<Span>): string => listHref("/console/log/events", { topic: "alarm", ...span });
