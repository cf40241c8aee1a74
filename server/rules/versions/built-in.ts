/** What rules before anybody published some: whoever met the machine may approve. */
export const BUILT_IN_RULES = `@id("same-machine")
@title("Approved on the machine that asked")
permit (principal, action, resource);
`;
/** What stands beside it. */
export const NO_TESTS = "[]\n";
export const BUILT_IN_VERSION = "built-in/1";
