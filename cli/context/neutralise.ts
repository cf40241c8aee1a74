export { CUT_MARK, neutralise } from "@nearside/shared/text/neutralise.ts";
