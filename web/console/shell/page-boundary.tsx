import { Component, type ReactNode } from "react";
import { Button } from "../../ui/button.tsx";
import { Page } from "../layout/page.tsx";
import { Notice } from "../ui/notice.tsx";

/** A page that could not be loaded or drawn fails by itself: the navigation stays. */
export class PageBoundary extends Component<{ readonly children: ReactNode }, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return (
      <Page title="This page failed">
        <Notice tone="alert" title="It could not be loaded or drawn">
          <p>
            Nothing was changed. The server may have been updated meanwhile: reload the page. If it happens twice, tell
            whoever runs this server.
          </p>
          <Button kind="plain" small onPress={() => location.reload()}>
            Reload
          </Button>
        </Notice>
      </Page>
    );
  }
}
