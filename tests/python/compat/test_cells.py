# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Each fact of the existing SDK about pipelines, nodes and items has a test: the table names it.

Tests of node classes go by number, in the order of test_catalogue.py; those of deliberate differences are in test_rows.py.
"""

import re
from pathlib import Path

import pytest
from remotemedia import Node, Pipeline
from remotemedia.core.node import StateManager
from test_catalogue import CLASSES

CELLS = {
    # 1.6 Pipeline
    "constructor": "test_constructor_takes_nodes_name_and_metrics_by_position_and_by_name test_constructor_has_defaults "
                   "test_constructor_refuses_other_objects",
    "attributes name, nodes, enable_metrics, logger": "test_constructor_has_defaults test_constructor_copies_the_list",
    "Pipeline.add_node": "test_add_node_returns_the_pipeline test_add_node_refuses_other_objects test_initialized_pipeline_cannot_change",
    "Pipeline.remove_node": "test_remove_node_and_get_node_find_the_first_with_the_name test_initialized_pipeline_cannot_change",
    "Pipeline.get_node": "test_remove_node_and_get_node_find_the_first_with_the_name",
    "Pipeline.get_metrics": "test_get_metrics_without_metrics_returns_nothing test_row_46_metrics_are_there_on_the_python_path",
    "Pipeline.initialize": "test_initialize_is_idempotent_and_awaits_each_node test_initialize_refuses_an_empty_pipeline "
                           "test_initialize_failure_cleans_up_and_has_its_cause",
    "Pipeline.process": "test_process_needs_initialize test_process_yields_the_outputs_of_a_stream "
                        "test_process_without_stream_needs_a_source test_process_of_one_source_yields_its_items_as_they_are",
    "Pipeline.cleanup": "test_cleanup_logs_errors_of_nodes test_initialize_is_idempotent_and_awaits_each_node",
    "Pipeline.run": "test_run_unwraps_by_the_table test_row_56_run_is_a_coroutine_and_a_value",
    "Pipeline._run_rust": "test_run_calls_its_private_members test_private_members_run",
    "Pipeline._run_python": "test_run_calls_its_private_members test_private_members_run",
    "Pipeline.managed_execution": "test_managed_execution_cleans_up_after_an_error",
    "Pipeline.is_initialized": "test_initialize_is_idempotent_and_awaits_each_node",
    "Pipeline.node_count": "test_counts_are_properties",
    "Pipeline.remote_node_count": "test_counts_are_properties",
    "Pipeline.get_config": "test_get_config_has_the_nodes",
    "Pipeline.export_definition": "test_export_definition_describes_the_pipeline "
                                  "test_dependencies_follow_the_packages_of_the_nodes test_row_53_counts_of_the_definition_are_texts",
    "Pipeline.serialize": "test_serialize_is_a_manifest_with_keys_in_order test_serialize_leaves_capabilities_out "
                          "test_serialize_takes_an_empty_pipeline_and_refuses_objects",
    "Pipeline.from_definition": "test_from_definition_is_the_inverse test_from_definition_names_the_node_that_cannot_be_made "
                                "test_remote_node_of_a_definition_has_a_port",
    "Pipeline.__iter__": "test_iteration_length_and_representation",
    "Pipeline.__len__": "test_iteration_length_and_representation",
    "Pipeline.__repr__": "test_iteration_length_and_representation",
    "documented members": "test_row_13_documented_constructors",
    # 1.7 run
    "input of a source": "test_row_33_source_is_called_once_without_argument test_run_restarts_a_source_for_each_item_of_a_list",
    "failure of the native path": "test_row_06_nothing_runs_twice",
    "cleanup after a run": "test_run_always_cleans_up",
    "number of results": "test_run_unwraps_by_the_table test_row_03_single_result_is_unwrapped_and_none_without_results",
    "list, tuple and other items": "test_run_unwraps_by_the_table test_row_04_list_is_a_batch_and_anything_else_one_item",
    "failure in a stream": "test_row_05_failure_raises_by_default_and_stop_returns_partial_results",
    "buffer at the end": "test_run_of_a_buffer_emits_the_rest",
    "empty pipeline": "test_initialize_refuses_an_empty_pipeline",
    # 1.8 process
    "streaming node": "test_streaming_node_is_called_once_with_the_whole_input test_flag_of_the_instance_counts "
                      "test_row_32_streaming_node_without_generator_is_an_error",
    "generator of an item": "test_generator_forwards_each_item",
    "coroutine": "test_coroutine_is_awaited_on_the_loop",
    "plain function": "test_plain_function_runs_in_a_thread",
    "no output": "test_none_is_dropped_at_each_node",
    "flush": "test_flush_result_is_forwarded_at_the_end test_flush_result_goes_through_the_nodes_after_it "
             "test_flush_without_result_forwards_nothing test_flush_of_a_streaming_node_is_not_called",
    "nodes at work at the same time": "test_each_node_gets_items_while_others_work",
    # 1.9 Node
    "constructor of nodes": "test_signature_is_that_of_the_existing_sdk test_node_is_abstract",
    "attributes and flags of nodes": "test_node_has_its_attributes test_manifest_has_streaming_capabilities_and_host",
    "unknown arguments": "test_unknown_arguments_become_config_and_params",
    "Node.initialize": "test_initialize_and_cleanup_are_plain_and_awaited test_row_01_base_initialize_can_be_called_and_awaited",
    "Node.cleanup": "test_initialize_and_cleanup_are_plain_and_awaited test_row_02_cleanup_starts_and_joins_no_thread",
    "Node.set_session_id": "test_session_id_is_kept",
    "Node.get_session_id": "test_session_id_is_kept",
    "Node.get_session_state": "test_session_id_is_kept",
    "Node.extract_session_id": "test_session_id_is_extracted",
    "Node.split_data_metadata": "test_metadata_is_split test_row_52_metadata_has_one_of_four_keys",
    "Node.merge_data_metadata": "test_metadata_is_merged",
    "Node.is_initialized": "test_initialize_and_cleanup_are_plain_and_awaited",
    "Node.get_config": "test_unknown_arguments_become_config_and_params",
    "Node.get_capabilities": "test_manifest_has_streaming_capabilities_and_host",
    "Node.to_manifest": "test_unknown_arguments_become_config_and_params test_manifest_has_streaming_capabilities_and_host",
    "SessionState": "test_session_state_has_values_and_times",
    "StateManager.get_or_create_session": "test_state_manager_has_its_methods",
    "StateManager.get_session": "test_state_manager_has_its_methods",
    "StateManager.delete_session": "test_state_manager_has_its_methods",
    "StateManager.get_all_sessions": "test_state_manager_has_its_methods",
    "StateManager.clear_all_sessions": "test_state_manager_has_its_methods",
    "StateManager.cleanup_expired_sessions": "test_state_manager_removes_expired_sessions",
    "StateManager.start_cleanup_task": "test_state_manager_has_its_methods",
    "StateManager.stop_cleanup_task": "test_state_manager_has_its_methods",
    "RemoteExecutorConfig": "test_remote_config_is_a_dataclass test_remote_config_refuses_bad_values test_remote_config_makes_remote_nodes",
    # 1.10 items
    "audio": "test_07_resample_returns_channels_by_samples_and_the_rate test_row_24_shapes_of_the_existing_nodes "
             "test_row_26_triples_and_nested_clips_are_accepted",
    "video": "test_28_video_track_source_returns_array_and_time_stamp test_24_25_27_files_are_written_and_read",
    "objects between nodes": "test_row_51_python_objects_pass_by_reference test_row_20_integers_stay_integers",
    # 1.11 three audio nodes
    "result of AudioResampleNode": "test_07_resample_returns_channels_by_samples_and_the_rate "
                                   "test_07_resample_at_the_target_rate_passes_the_object_without_reshape",
    "result of VADNode": "test_08_vad_returns_a_triple",
    "result of FormatConverterNode": "test_09_converter_returns_a_pair_and_the_same_array_for_the_same_format",
    "bad input": "test_bad_input_is_a_dict test_row_10_error_dict_of_a_call_is_a_failure_of_a_run",
    "dict as input": "test_row_11_dict_goes_in_and_comes_out_under_its_key",
    "attributes that tests read": "test_attributes_that_tests_read",
    "hint without the runtime": "test_hint_without_the_runtime_is_a_warning",
}
TESTS = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parents[1].rglob("test_*.py"))
NAMES = set(re.findall(r"^def (test_\w+)", TESTS, re.MULTILINE))


@pytest.mark.parametrize("cell", CELLS)
def test_each_fact_has_a_test(cell):
    assert set(CELLS[cell].split()) <= NAMES
    owner, _, member = cell.partition(".")
    if member:
        assert hasattr({"Pipeline": Pipeline, "Node": Node, "StateManager": StateManager}[owner], member)


def test_each_node_class_has_a_test_of_its_results():
    numbers = re.findall(r"^test_((?:\d\d_)+)", "\n".join(NAMES), re.MULTILINE)
    assert {int(number) for found in numbers for number in found.split("_") if number} == set(range(1, len(CLASSES) + 1))
