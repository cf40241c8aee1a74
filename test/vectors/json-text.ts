const WIDTH = 120;

/** Writes JSON as the house's formatter does: a short list without objects goes on one line. */
export function jsonText(value: unknown): string {
  return `${write(value, "", 0)}\n`;
}

/** @param used how much of the line is written already */
function write(value: unknown, indent: string, used: number): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const inner = `${indent}  `;
  if (Array.isArray(value)) return writeList(value, indent, used);
  const lines = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([name, member]) => {
      const start = `${inner}${JSON.stringify(name)}: `;
      return start + write(member, inner, start.length);
    });
  return lines.length === 0 ? "{}" : `{\n${lines.join(",\n")}\n${indent}}`;
}

function writeList(list: readonly unknown[], indent: string, used: number): string {
  const inner = `${indent}  `;
  const flat = `[${list.map((item) => JSON.stringify(item)).join(", ")}]`;
  const plain = list.every((item) => typeof item !== "object" || item === null);
  if (plain && used + flat.length + 1 <= WIDTH) return flat;
  return `[\n${list.map((item) => inner + write(item, inner, inner.length)).join(",\n")}\n${indent}]`;
}
