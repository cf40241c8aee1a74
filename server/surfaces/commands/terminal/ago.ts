/**
 * Says in words how long ago something was.
 *
 * @param span milliseconds
 */
export function ago(span: number): string {
  const minutes = Math.floor(span / 60_000);
  if (minutes < 1) return "less than a minute ago";
  if (minutes < 120) return `${minutes} ${minutes === 1 ? "minute" : "minutes"} ago`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} hours ago` : `${Math.floor(hours / 24)} days ago`;
}
