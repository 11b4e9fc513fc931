import { defineConfig } from 'prisma/config';

/** Generating the client needs no database; whatever does says at once that this address answers nothing. */
const nowhere = 'postgresql://nobody@127.0.0.1:1/set_DATABASE_URL';

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  // biome-ignore lint/style/noProcessEnv: this file is the one that reads Prisma's settings
  datasource: { url: process.env.DATABASE_URL || nowhere },
});
