import * as v from "valibot";
import { configTexts } from "../../../texts/config.ts";

const executable = v.pipe(
  v.string(configTexts.text),
  v.regex(/^(?:\/\P{C}{1,1023}|[^/\p{C}]{1,255})$/u, configTexts.clients.executable),
);

/** The login of a program that only knows a redirect (protocol §6). */
export const redirectGrantSchema = v.strictObject(
  {
    executables: v.optional(
      v.pipe(v.array(executable, configTexts.list), v.maxLength(16, configTexts.entries({ most: 16 }))),
      [],
    ),
  },
  configTexts.clients.executables,
);
