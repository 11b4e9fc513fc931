/** The folder that holds package.json, whatever the working directory is. */
export declare const projectRoot: string;

/** Settings for every run of the `prisma` command: no telemetry, and our own schema engine where npm did not bring the native one. */
export declare function prismaEnvironment(input: { root?: string; env: NodeJS.ProcessEnv }): Record<string, string>;
