import * as v from "valibot";
import type { Answer } from "../kit/answer.ts";
import { type Api, authenticationOf } from "../kit/apis.ts";
import type { Form } from "../kit/send.ts";
import type { Stage } from "../steps/stage.ts";

export const INTROSPECT = "/oauth/introspect";

/** An API asks about a token (RFC 7662). @param more of the form; what authenticates the API may be replaced */
export const introspect = async (stage: Stage, api: Api, token: string, more: Form = {}): Promise<Answer> =>
  stage.postForm(INTROSPECT, { token, ...(await authenticationOf(stage, api)), ...more });

const introspectionSchema = v.looseObject({ active: v.boolean() });

export const introspected = async (...asked: Asked): Promise<v.InferOutput<typeof introspectionSchema>> =>
  (await introspect(...asked)).as(introspectionSchema);
type Asked = [stage: Stage, api: Api, token: string, more?: Form];

export const isActive = async (...asked: Asked): Promise<boolean> => (await introspected(...asked)).active;
