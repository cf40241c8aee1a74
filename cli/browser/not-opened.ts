import type { Opened } from "./open.ts";

type Because = Extract<Opened, { opened: false }>["because"];

const OPEN_IT = "Open the address in a browser of this machine.";

/** Why no browser opened, for people, and what to do: the address was told them already. */
export const NOT_OPENED: Readonly<Record<Because, string>> = {
  over_ssh:
    "This is a session on another computer. Only a browser of that computer can approve this: log in where your browser runs, and never forward the port.",
  no_display: OPEN_IT,
  no_opener: OPEN_IT,
};
