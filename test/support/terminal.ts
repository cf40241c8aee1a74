// A pseudo-terminal around a command, by script(1): Node has none of its own, and every package for it builds native code.

/** Returns that command with a terminal as its input and output. */
export function inTerminal(command: string, args: readonly string[]): [string, string[]] {
  const words = [command, ...args];
  if (process.platform === "darwin") return ["script", ["-q", "/dev/null", ...words]];
  // --return: the command's exit code, not script's. `exec`: no shell stays between, that would answer Ctrl-C too.
  return [
    "script",
    ["--quiet", "--flush", "--return", "--command", `exec ${words.map(quoted).join(" ")}`, "/dev/null"],
  ];
}

/** One word of a POSIX shell: nothing inside single quotes means anything but the quote itself. */
export function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
