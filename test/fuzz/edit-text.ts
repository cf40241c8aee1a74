import type { Edit } from "./recipe.ts";

/** Longer than any message of ours, short enough to send often. Characters. */
const LONG = 70_000;

/** The text, changed. */
export function editText(text: string, { how, at, length, text: by }: Edit): string {
  const from = text.length === 0 ? 0 : at % text.length;
  const to = from + 1 + (length % 40);
  const [head, char, tail] = [text.slice(0, from), text.slice(from, from + 1), text.slice(from + 1)];
  switch (how) {
    case "append":
      return text + by;
    case "bit":
      return char === "" ? by : head + String.fromCharCode(char.charCodeAt(0) ^ (1 << (length % 8))) + tail;
    case "case":
      return head + (char === char.toLowerCase() ? char.toUpperCase() : char.toLowerCase()) + tail;
    case "cut":
      return head;
    case "double":
      return text.slice(0, to) + text.slice(from);
    case "drop":
      return head + text.slice(to);
    case "insert":
      return head + by + text.slice(from);
    case "pad":
      return `${text}${"=".repeat(1 + (length % 3))}`;
    case "percent":
      return head + [...Buffer.from(char)].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("") + tail;
    case "repeat":
      return text === "" ? by : text.repeat(Math.min(2 + length * 40, Math.ceil(LONG / text.length) + 1));
    case "replace":
      return head + by + tail;
    case "swap":
      return head + tail.slice(0, 1) + char + tail.slice(1);
  }
}

/** Changes bytes: the result need not be UTF-8. */
export function editBytes(bytes: Buffer, { how, at, length, text }: Edit): Buffer {
  const edited = editText(bytes.toString("latin1"), { how, at, length, text: Buffer.from(text).toString("latin1") });
  return Buffer.from(edited, "latin1");
}
