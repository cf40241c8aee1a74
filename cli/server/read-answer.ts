import { fieldOf } from "@nearside/shared/refused.ts";
import * as v from "valibot";
import { Problem } from "../problems/problem.ts";
import type { HttpAnswer } from "./http.ts";
import { refusalOf } from "./server-refusal.ts";

/**
 * Reads the body of a good answer by its schema. A redirect is refused: everything that the server signs and gets goes to
 * the issuer and nowhere else.
 *
 * @throws ServerRefusal if the server refused, Problem `server_malformed` if the answer is not of that form
 */
export function readAnswer<T>(answer: HttpAnswer, schema: v.GenericSchema<unknown, T>): T {
  if (answer.status >= 300 && answer.status < 400) throw new Problem("server_malformed", "(a redirect)");
  if (answer.status < 200 || answer.status >= 300) throw refusalOf(answer);
  let body: unknown;
  try {
    body = JSON.parse(answer.text);
  } catch (cause) {
    throw new Problem("server_malformed", "(not JSON)", { cause });
  }
  const parsed = v.safeParse(schema, body);
  if (!parsed.success) throw new Problem("server_malformed", `(${fieldOf(parsed.issues[0], "answer")})`);
  return parsed.output;
}

/** Reads an answer of which only the status counts. @throws ServerRefusal, Problem `server_malformed` */
export function readDone(answer: HttpAnswer): void {
  if (answer.status >= 300 && answer.status < 400) throw new Problem("server_malformed", "(a redirect)");
  if (answer.status < 200 || answer.status >= 300) throw refusalOf(answer);
}
