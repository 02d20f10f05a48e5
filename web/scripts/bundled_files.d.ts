// What the build turns into values: catalogues as text, pictures as addresses.
declare module "*.ftl" {
  const text: string;
  export default text;
}

declare module "*.svg" {
  const address: string;
  export default address;
}
