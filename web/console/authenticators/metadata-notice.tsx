import type { AuthenticatorsState } from "@nearside/shared/api/console/authenticators.ts";
import type { ReactNode } from "react";
import { Moment } from "../ui/moment.tsx";
import { Notice } from "../ui/notice.tsx";

/** Warns if there is no metadata, or only an old one, because less is known about models then than it seems. */
export function MetadataNotice({
  state: { metadata, now },
  more,
}: {
  state: AuthenticatorsState;
  /** Links to the page on which it can be mended, if that is another page. */
  more?: ReactNode;
}) {
  if (metadata.source === null)
    return (
      <Notice tone="wait" title="Every make is claimed, not attested">
        <p>There is no metadata, so nobody vouches for what an authenticator says of itself. {more}</p>
      </Notice>
    );
  if (metadata.taken === null)
    return (
      <Notice tone="alert" title="No metadata could be taken yet">
        <p>
          {metadata.problem?.sentence ?? "The server has not asked for it yet."} {more}
        </p>
      </Notice>
    );
  if (metadata.taken.next_update < now)
    return (
      <Notice tone="alert" title="The metadata is too old">
        <p>
          A newer one was due <Moment at={metadata.taken.next_update} />. Authenticators that were reported to be broken
          since are not known here. {metadata.problem?.sentence} {more}
        </p>
      </Notice>
    );
  if (metadata.problem !== null)
    return (
      <Notice tone="wait" title="The metadata could not be renewed">
        <p>
          {metadata.problem.sentence} What was taken <Moment at={metadata.taken.taken_at} /> is still used. {more}
        </p>
      </Notice>
    );
  return null;
}
