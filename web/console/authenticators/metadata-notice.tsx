import type { AuthenticatorsState } from "@nearside/shared/api/console/authenticators.ts";
import type { ReactNode } from "react";
import { authenticatorTexts } from "../../texts/console/authenticators.tsx";
import { Moment } from "../ui/moment.tsx";
import { Notice } from "../ui/notice.tsx";

const texts = authenticatorTexts.metadata;

/** Warns if there is no metadata, or only an old one, because less is known about models then than it seems. */
export function MetadataNotice({
  state: { metadata, now },
  more,
}: {
  state: AuthenticatorsState;
  /** Links to the page on which it can be fixed, if that is another page. */
  more?: ReactNode;
}) {
  if (metadata.source === null)
    return (
      <Notice tone="wait" title={texts.none.title}>
        <p>{texts.none.says(more)}</p>
      </Notice>
    );
  if (metadata.taken === null)
    return (
      <Notice tone="alert" title={texts.notYet.title}>
        <p>
          {metadata.problem?.sentence ?? texts.notYet.notAsked} {more}
        </p>
      </Notice>
    );
  const { taken, problem } = metadata;
  if (taken.next_update < now)
    return (
      <Notice tone="alert" title={texts.old.title}>
        <p>{texts.old.says({ due: <Moment at={taken.next_update} />, problem: problem?.sentence, more })}</p>
      </Notice>
    );
  if (problem !== null)
    return (
      <Notice tone="wait" title={texts.notRenewed.title}>
        <p>{texts.notRenewed.says({ problem: problem.sentence, taken: <Moment at={taken.taken_at} />, more })}</p>
      </Notice>
    );
  return null;
}
