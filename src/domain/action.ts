/** What a person can do on a phone, as talks name it. */
export type ActionName =
  | "follow"
  | "unfollow"
  | "enter"
  | "say"
  | "tap"
  | "view"
  | "image"
  | "voice"
  | "video"
  | "short-video"
  | "location"
  | "link"
  | "confirm";

/** What a person does on a phone. */
export type Action = {
  readonly action: ActionName;
  /**
   * What is said, the key of a tap, the address of a page, the id of a picture, a voice or a film,
   * `LATITUDE,LONGITUDE` of a place; '' where there is nothing to say.
   */
  readonly text: string;
};
