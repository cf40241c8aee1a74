import * as v from "valibot";
import { configTexts } from "../../../texts/config.ts";

/** RFC 6749 §3.3 scope-token. */
export const scopeSchema = v.pipe(
  v.string(configTexts.text),
  v.regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,128}$/, configTexts.clients.scope),
);

/** RFC 9396 §2: each API defines its own types. */
export const detailTypeSchema = v.pipe(
  v.string(configTexts.text),
  v.regex(/^\P{C}{1,255}$/u, configTexts.clients.detailType),
);

/** A host with a port and without a scheme reads as a URL whose scheme is the host: no API would ever be asked for by it. */
const isHostAndPort = (value: string): boolean => /^[^:/?#]+:[0-9]{1,5}(?:[/?]|$)/.test(value);

/** RFC 8707 §2: absolute, without a fragment. */
export const resourceSchema = v.pipe(
  v.string(configTexts.text),
  v.maxLength(1024, configTexts.shorter),
  v.check((value) => !isHostAndPort(value), configTexts.clients.resourceScheme),
  v.check((value) => URL.canParse(value) && !value.includes("#"), configTexts.clients.resource),
);
