import * as v from "valibot";
import { configTexts } from "../../texts/config.ts";
import { isLoopback } from "./network.ts";
import { text } from "./values.ts";

// Every message completes the sentence "<setting> <message>." for the person who starts the server.

const PROBLEMS = configTexts.collector;

const collector = v.pipe(
  text(PROBLEMS, 2048),
  v.check((value) => {
    if (!URL.canParse(value)) return false;
    const { protocol, hostname, username, password, search, hash } = new URL(value);
    const isPrivate =
      protocol === "https:" || (protocol === "http:" && isLoopback(hostname.replace(/^\[(.*)\]$/, "$1")));
    return isPrivate && username + password + search + hash === "";
  }, PROBLEMS),
);

/** The setting as it is written down. If it is left out, nothing is traced. */
export const telemetrySetting = v.optional(v.strictObject({ otlp: v.optional(collector) }), {});
