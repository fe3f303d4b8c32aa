export declare function referencePage(): Promise<string>
