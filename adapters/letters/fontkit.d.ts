/** What is used of fontkit, which brings no types. */
declare module 'fontkit' {
  export interface Font {
    layout(text: string): object;
  }
  export function openSync(path: string): Font;
}
