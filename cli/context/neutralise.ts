export { CUT_MARK, neutralise } from "@nearside/shared/neutralise.ts";
