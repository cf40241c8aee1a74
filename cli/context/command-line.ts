import { redactArguments } from "./redact/redact-arguments.ts";
import { REMOVED } from "./redact/secret-shape.ts";

/** Reading stops here: nobody is shown more than 1024 characters (protocol §4.1). In UTF-16 units. */
const ENOUGH = 16_384;

/** A word that needs no quotes to be read as one word. */
const PLAIN = /^(?!~)[\w@%+=:,./~-]+$/;

/** Quoted as a shell would need it, so that where an argument begins and ends can be seen. */
function quoted(argument: string): string {
  if (PLAIN.test(argument.replaceAll(REMOVED, ""))) return argument;
  return argument === REMOVED ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}

/** A program and its arguments as one line, secrets removed. Not yet neutralised, nor cut. */
export function commandLine(argv: readonly string[]): string {
  let length = 0;
  const read = argv.filter((argument) => {
    length += argument.length;
    return length <= ENOUGH || argument === argv[0];
  });
  const line = redactArguments(read).map(quoted).join(" ");
  return read.length < argv.length ? `${line} …` : line;
}
