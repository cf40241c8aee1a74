import { NO_DEMANDS } from "@nearside/shared/rules/demands.ts";
import type { CompiledRules } from "./rule.ts";

const ID = "same-machine";
const TITLE = "Approved on the machine that asked";
const PERMIT = "permit (principal, action, resource);";

/** The set that rules until somebody publishes one: the person whose extension met the machine may approve. */
export const BUILT_IN_RULES = `@id("${ID}")
@title("${TITLE}")
${PERMIT}
`;
/** The tests beside that set. */
export const NO_TESTS = "[]\n";
export const BUILT_IN_VERSION = "built-in/1";

/**
 * The set as `compile.ts` reads it. It is written here as read, so that a server without published rules never loads the engine, which is
 * half of its memory.
 */
export const BUILT_IN_SET: CompiledRules = {
  version: BUILT_IN_VERSION,
  text: BUILT_IN_RULES,
  rules: [
    {
      id: ID,
      kind: "permit",
      title: TITLE,
      says: null,
      mode: "enforced",
      demands: NO_DEMANDS,
      text: BUILT_IN_RULES.trimEnd(),
      offset: 0,
      policy: {
        effect: "permit",
        principal: { op: "All" },
        action: { op: "All" },
        resource: { op: "All" },
        conditions: [],
        annotations: { id: ID, title: TITLE },
      },
      asPermit: PERMIT,
      namesUnknown: false,
    },
  ],
  named: [],
};
