/**
 * The fragment by which GitHub names a heading, so that a link holds there and in the site.
 * @param {string} heading as text, without the marks of Markdown
 */
export function fragmentOf(heading) {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, "")
    .replaceAll(" ", "-");
}
