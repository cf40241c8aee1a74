import type { LoginRefusalCode } from "@nearside/shared/chain/login-refusal-codes.ts";
import { LOGIN_REFUSALS } from "@nearside/shared/texts/login-refusals.ts";
import type { ReactNode } from "react";
import { withCode } from "./with-code.tsx";

/** The sentence of a refusal as a page shows it. Few logins are refused, so this is loaded with the first. */
export const sentenceOfRefusal = (code: LoginRefusalCode): ReactNode => withCode(LOGIN_REFUSALS[code]);
