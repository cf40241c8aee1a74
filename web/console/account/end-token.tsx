import { ownTokensApi } from "@nearside/shared/api/console/own-tokens.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { ownTokensTexts } from "../../texts/console/account-logins.tsx";
import { Button } from "../../ui/button.tsx";
import { makeVisible } from "../../ui/make-visible.ts";
import { ConfirmChange } from "../change/confirm-change.tsx";
import { useChange } from "../change/use-change.ts";
import { ACCOUNT_STALE } from "./account-tabs.tsx";

const texts = ownTokensTexts.end;

/** Ends everything that one login gave. @param id of the token family */
export function EndToken({ id, name: program }: { id: string; name: string }) {
  const name = makeVisible(program);
  const end = useChange({
    stale: ACCOUNT_STALE,
    says: () => ({ says: texts.done({ name }) }),
  });
  return (
    <>
      <Button kind="plain" small onPress={() => end.begin({ to: at(ownTokensApi.end, id), change: {} })}>
        {texts.open}
      </Button>
      <ConfirmChange change={end} title={texts.confirm({ name })} verb={texts.open} tone="alert">
        <p>{texts.text}</p>
      </ConfirmChange>
    </>
  );
}
