/**
 * The defaults of ClickHouse 24.12 where the engine, which is newer, would read, answer or store something else. So
 * SQL that runs here means the same on the server; what only makes queries faster stays as new as it is.
 */
export const serverDefaults: Readonly<Record<string, string>> = {
  allow_experimental_correlated_subqueries: '0',
  allow_introspection_functions: '0',
  async_insert: '0',
  cast_string_to_date_time_mode: 'basic',
  count_matches_stop_at_empty_match: '1',
  date_time_input_format: 'basic',
  deduplicate_blocks_in_dependent_materialized_views: '0',
  deduplicate_insert: 'backward_compatible_choice',
  deduplicate_insert_select: 'enable_even_for_bad_queries',
  enable_lightweight_update: '0',
  enable_time_time64_type: '0',
  formatdatetime_e_with_space_padding: '1',
  formatdatetime_f_prints_scale_number_of_digits: '1',
  function_date_trunc_return_type_behavior: '1',
  implicit_select: '0',
  input_format_column_name_matching_mode: 'match_case',
  output_format_csv_header_serialize_tuple_into_separate_columns: '0',
  output_format_json_quote_64bit_integers: '1',
  parsedatetime_e_requires_space_padding: '1',
  session_timezone: 'UTC',
  schema_inference_make_columns_nullable: '1',
  use_legacy_to_time: '1',
  use_variant_as_common_type: '0',
  use_variant_default_implementation_for_comparisons: '0',
};

/** As the engine takes them when a connection opens. It ignores a name that it does not know. */
export function connectionArguments(settings: Readonly<Record<string, string>>): string[] {
  return Object.entries(settings).map(([name, value]) => `--${name}=${value}`);
}
