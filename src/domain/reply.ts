/** One article of a news card. */
export type Article = {
  readonly title: string;
  readonly description: string;
  readonly url: string;
  readonly pictureUrl: string;
};

/** What a follower is answered: one of the platform's passive reply types. */
export type Reply =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "image" | "voice"; readonly mediaId: string }
  | {
      readonly type: "video";
      readonly mediaId: string;
      readonly title: string;
      readonly description: string;
    }
  | { readonly type: "news"; readonly articles: readonly Article[] };

/** What an account shows in a chat: a reply, or what it sends of its own accord. */
export type AccountMessage =
  | Reply
  | { readonly type: "file"; readonly mediaId: string }
  /** Of any other type that a phone shows, by the platform's name for it; nothing of it is kept. */
  | { readonly type: "other"; readonly msgtype: string };

/** How long a text may be, bytes of UTF-8; the platform cuts what is longer (PROTOCOL §3.2). */
export const longestText = 2048;

/** How many articles a news card may have; with more nothing is shown (PROTOCOL §3.1). */
export const mostArticles = 10;
