"""Why a trainer drops a record or stops at it, and what it silently changes."""

MESSAGES = {
    "training.drop.answer_cut_away": (
        "The length limit cuts away everything that would have been trained, so the trainer leaves the record "
        "out without a word."
    ),
    "training.drop.bad_tool_call": "A tool call is not a JSON object with a name and arguments.",
    "training.drop.bad_tools": "A tool is not described by an object with a name and a description.",
    "training.drop.content_no_text": "The content of a message is neither text nor a list of parts.",
    "training.drop.empty": "The record has no tokens, so it vanishes when records are packed.",
    "training.drop.empty_text": "The text is empty; the record disappears without a word.",
    "training.drop.ends_out_of_turn": (
        "The conversation does not end on an answer (for ranked answers: on a question); the trainer leaves it out."
    ),
    "training.drop.malformed": "The row does not have the form that the trainer expects.",
    "training.drop.messages_empty": "The row has no messages; the trainer says nothing about it.",
    "training.drop.misplaced_role": (
        "A message stands where the trainer expects another role, such as a system message in the middle."
    ),
    "training.drop.more_than_one_answer": (
        "The record has two answers, as for preference training, but the stage is supervised fine-tuning; the "
        "trainer leaves it out."
    ),
    "training.drop.no_answer": "The record has no answer that is text; the trainer leaves it out.",
    "training.drop.no_instruction": "The row has neither an instruction nor an input.",
    "training.drop.no_known_column": "None of the columns is one that the trainer reads.",
    "training.drop.no_kto_tag": (
        "The record does not say, as true or false, whether its answer is wanted; the trainer leaves it out."
    ),
    "training.drop.no_loss": "No token of the record has a loss; with sample_packing the trainer leaves it out.",
    "training.drop.no_messages": "The conversation has no turns besides a system text; the trainer leaves it out.",
    "training.drop.no_pair_of_answers": "The record lacks a chosen or a rejected answer; the trainer leaves it out.",
    "training.drop.no_such_token": "The template needs a token that the tokenizer does not name.",
    "training.drop.no_tool_format": "The row has tools, but the template has no format for them; set agent_template.",
    "training.drop.nothing_to_train": "No token of the record has a loss, so the trainer leaves it out without a word.",
    "training.drop.null_content": "The content of a message is null.",
    "training.drop.over_max_length": "The row is longer than max_length and is left out without a log line.",
    "training.drop.rejected_equals_answer": "The rejected answer is missing or equals the answer.",
    "training.drop.result_without_call": "A tool result follows neither a call nor a question that could take it.",
    "training.drop.roles_out_of_turn": (
        "The roles do not take turns as the trainer expects (question, answer, question, ...), or one is "
        "unknown; it leaves the record out."
    ),
    "training.drop.system_not_supported": "The template has no place for a system text.",
    "training.drop.system_only": "The row has a system message and nothing else.",
    "training.drop.tokenizer_without_letter": (
        "The tokenizer has no token for a single letter, which the template's check needs."
    ),
    "training.drop.too_long": "The record has more tokens than sequence_len; the trainer leaves it out.",
    "training.drop.too_short": "The record has fewer tokens than the trainer's least length; it leaves it out.",
    "training.drop.unknown_role": "A message has a role that the trainer does not know.",
    "training.note.arguments_encoded_twice": (
        "Arguments of tool calls are JSON text, which the chat template encodes once more: the model learns "
        "escaped quotes."
    ),
    "training.note.call_arguments_quoted": (
        "Arguments of a call that are given as text are trained as a quoted text, not as an object."
    ),
    "training.note.column_in_no_row": (
        "Neither this row nor the first one has a column that is read: if no row has it, the run ends with an error."
    ),
    "training.note.column_unread": (
        "A column that looks like a question or an answer is not read, since another column looks so too."
    ),
    "training.note.completion_only_ignored": (
        "Loss on the completion only is asked for, but the data has no prompts, so it has no effect."
    ),
    "training.note.completion_without_eos": (
        "The completion gets no end token, because another field of the record took it."
    ),
    "training.note.control_token_in_text": (
        "A text holds a control word of the template, which becomes the control token itself."
    ),
    "training.note.date_of_the_run_in_prompt": (
        "The template writes the date of the run into the prompt: it changes from day to day."
    ),
    "training.note.empty_question_added": "An empty question was put before an answer that came first.",
    "training.note.empty_thought_added": "An empty thought was put before an answer that does not begin with one.",
    "training.note.empty_thought_before_thought": (
        "An empty thought was put before an answer that has a thought of its own."
    ),
    "training.note.empty_thought_trained": (
        "An answer without thoughts gets an empty thought before it, which is trained."
    ),
    "training.note.end_after_cut": (
        "The answer is cut, and an end token put behind the cut: the model learns to stop in the middle."
    ),
    "training.note.foreign_roles": (
        "The roles have names that the trainer does not translate, so the model learns other role words than its own."
    ),
    "training.note.history_unread": (
        "The field 'history' holds something, but the data set entry does not name it: it is not trained on."
    ),
    "training.note.input_unread": (
        "The field 'input' holds something, but the data set entry does not name it: it is not trained on."
    ),
    "training.note.keys_of_other_rows_added": (
        "Tools or arguments given as objects get the keys of all other rows, as null, when the file is loaded; "
        "the count here leaves them out."
    ),
    "training.note.labels_shifted": (
        "A turn without text shifts all labels behind it by one token: the trainer teaches the wrong tokens or "
        "ends with an error."
    ),
    "training.note.last_tool_result_lost": "The result of a tool at the end of the conversation is thrown away.",
    "training.note.loss_scale_flattened": "A loss weight other than 0 and 1 counts as 1 or is scaled by other rules.",
    "training.note.media_not_counted": "Tokens of images, video or sound are not counted here.",
    "training.note.no_answer": "There is no assistant turn, and the text is trained on all the same.",
    "training.note.no_loss": "No token of the record has a loss: it takes part and teaches nothing.",
    "training.note.nothing_trained": "The record is kept, but no token of it has a loss.",
    "training.note.null_in_prompt": "The instruction is null, and the word None stands in the prompt.",
    "training.note.null_system": (
        "The file has a column system that is null here: the trainer puts an empty system message first."
    ),
    "training.note.only_last_round": "The template keeps only the last question and answer.",
    "training.note.openai_all_weights_0": "All answers have weight 0, so nothing is trained.",
    "training.note.openai_arguments_no_json": "The arguments of a call are no JSON, and are trained as they are.",
    "training.note.openai_empty_content": "A content is empty, which OpenAI's own checker counts as an error.",
    "training.note.openai_images_not_counted": "Images are not counted as tokens here.",
    "training.note.openai_last_not_assistant": (
        "The last message is not the assistant's, which users report to be refused."
    ),
    "training.note.openai_two_answers_in_a_row": (
        "Two messages of the assistant follow each other, which users report to be refused."
    ),
    "training.note.openai_unknown_key": "There are keys that no document names.",
    "training.note.parts_lost": "Parts of a message that are not text (images, plain words in the list) are lost.",
    "training.note.placeholder_replaced": (
        "A user text holds {{{{idx}}}}, which the trainer replaces by the number of the turn."
    ),
    "training.note.prompt_merged": (
        "The end of the prompt and the start of the answer fall into one token, or the template writes the "
        "prompt differently: the loss starts earlier than the answer."
    ),
    "training.note.question_without_answer": "The last question has no answer and teaches nothing.",
    "training.note.questions_joined": "Questions in a row were joined with nothing between them.",
    "training.note.reasoning_content_ignored": "The field 'reasoning_content' is thrown away.",
    "training.note.reasoning_lost": "The thoughts of an answer never reach the chat template and are not in the text.",
    "training.note.split": "The record is longer than a pack and is split: later pieces lose their prompt.",
    "training.note.split_in_parts": "The row was split into several sequences; no token was lost.",
    "training.note.split_into_rows": "The text is longer than sequence_len and is split into several rows.",
    "training.note.system_text_added": (
        'The trainer adds "detailed thinking off" to the system text of this data format.'
    ),
    "training.note.system_unread": (
        "The field 'system' holds something, but the data set entry does not name it: it is not trained on."
    ),
    "training.note.template_place_in_text": "A text holds a word such as {{{{ROUND0}}}} that the template fills in.",
    "training.note.template_swapped": (
        "The trainer swaps the chat template for a version of its own that marks the answers; what is trained is "
        "an estimate here."
    ),
    "training.note.template_token_not_in_tokenizer": (
        "The template needs a token that the tokenizer lacks: it is added, and a model that is not resized has "
        "no row for it."
    ),
    "training.note.text_with_call_lost": "The text beside a call of a tool is thrown away.",
    "training.note.thought_not_removed": (
        "Thoughts should be removed, but stand in another form than the trainer looks for: they are trained."
    ),
    "training.note.thought_removed": "The thoughts of an answer are removed.",
    "training.note.tool_calls_lost": "A call of a tool never reaches the chat template and is not in the text.",
    "training.note.tools_ignored": "The record declares tools, but the chat template does not write them.",
    "training.note.tools_in_another_format": (
        "Tools are written in another format than the trainer's; counts are near, not exact."
    ),
    "training.note.tools_unread": (
        "The field 'tools' holds something, but the data set entry does not name it: it is not trained on."
    ),
    "training.note.trains_prompt": (
        "The loss covers the whole conversation: the user's and the system's text is trained as well."
    ),
    "training.note.turn_without_loss": (
        "A turn that should be trained is empty or left out by the template: none of its tokens has a loss."
    ),
    "training.note.turns_lost": "Whole turns are cut away.",
    "training.note.weight_ignored": "A message is marked with weight 0, but trained all the same.",
    "training.note.content_lost": "The chat template does not write text that stands in a list of parts.",
    "training.note.weights_ignored": "Messages carry weights, which this trainer ignores.",
    "training.stop.bad_call": (
        "A call of a tool is no valid JSON with a name and arguments: the run ends with an error."
    ),
    "training.stop.bad_detail": (
        "The marks that say which characters of a message are trained cannot be read: the run ends with an error."
    ),
    "training.stop.bad_format": (
        "The format of the prompt names something that is not there: the run ends with an error."
    ),
    "training.stop.bad_history": (
        "The history is not a list of pairs of question and answer: the run ends with an error."
    ),
    "training.stop.bad_json": (
        "Messages, tools or the arguments of a call are given as text that is no valid JSON: the run ends with "
        "an error."
    ),
    "training.stop.bad_message": (
        "A message is not in the form that the trainer reads (no object, no role, or content of another kind): "
        "the run ends with an error."
    ),
    "training.stop.bad_template": "The chat template is no valid Jinja: the run does not start.",
    "training.stop.bad_tool_call": "A tool call is not a JSON object with a name and arguments.",
    "training.stop.bad_tools": (
        "The list of tools is no valid JSON text, or lacks what the template reads: the run ends with an error."
    ),
    "training.stop.bad_value": (
        "A value is not of the kind that the trainer reads, as a number in place of a text: the run ends with an error."
    ),
    "training.stop.chat_template_fails": (
        "The trainer reads its format off the tokenizer's chat template, which refuses: the run does not start. "
        "Name a template."
    ),
    "training.stop.chat_template_not_parsed": (
        "The trainer cannot read its format off the tokenizer's chat template: the run does not start. Name a template."
    ),
    "training.stop.column_name_taken": "A column is to get a name that another column has.",
    "training.stop.columns_disagree": (
        "One column holds messages and another does not: whether the run stops depends on chance."
    ),
    "training.stop.content_no_text": "The content of a message is neither text nor a list of parts.",
    "training.stop.content_not_text": (
        "A text that the trainer reads is missing, a number or a list: the run ends with an error."
    ),
    "training.stop.empty_conversation": "The list of messages is empty.",
    "training.stop.empty_messages": (
        "The conversation has no message, or only a system message that is dropped: the run ends with an error."
    ),
    "training.stop.empty_text": (
        "The record comes to a text without tokens where the trainer needs one: the run ends with an error."
    ),
    "training.stop.eos_and_eot": (
        "train_on_eos and train_on_eot differ, but the end token is in eot_tokens: the run does not start."
    ),
    "training.stop.eos_not_in_vocabulary": (
        "The end token that the configuration names is not in the tokenizer's vocabulary."
    ),
    "training.stop.eot_not_one_token": (
        "A word of eot_tokens is several tokens of this tokenizer: the run does not start."
    ),
    "training.stop.images": "The first record has images, but the model reads text only.",
    "training.stop.malformed": "The row does not have the form that the trainer expects.",
    "training.stop.mask_history_and_train_on_prompt": (
        "mask_history and train_on_prompt exclude each other: the run does not start."
    ),
    "training.stop.mask_without_labels": "Preparation is skipped, but the data has masks without labels.",
    "training.stop.media_and_places_differ": (
        "The text names more or fewer places for images or video than the record has: the run ends with an error."
    ),
    "training.stop.media_for_a_text_template": (
        "The record has images, video or sound, but the template is for text alone: the run ends with an error."
    ),
    "training.stop.messages_not_a_list": "The conversation is not a list of messages: the run ends with an error.",
    "training.stop.misplaced_role": (
        "A message stands where the trainer expects another role, such as a system message in the middle."
    ),
    "training.stop.missing_column": (
        "A column that the trainer reads is in neither this row nor the first: the run ends with an error."
    ),
    "training.stop.no_assistant_tokens": (
        "Loss on assistant turns only is asked for, but this record has none: one such record ends the whole run."
    ),
    "training.stop.no_chat_template": "The records are conversations, but the tokenizer has no chat template.",
    "training.stop.no_completion": "The record has a prompt but no completion.",
    "training.stop.no_eos": "The tokenizer has no end token to put behind the answer: the run ends with an error.",
    "training.stop.no_eos_token": "The tokenizer has no end token to put behind the text.",
    "training.stop.no_instruction": "The row has neither an instruction nor an input.",
    "training.stop.no_known_column": "None of the columns is one that the trainer reads.",
    "training.stop.no_messages": (
        "The column of messages is missing, empty (null) or no list: the run ends with an error."
    ),
    "training.stop.no_such_token": "The template needs a token that the tokenizer does not name.",
    "training.stop.no_text_for_pt": "Pre-training finds no text in the record: the run ends with an error.",
    "training.stop.no_tool_format": "The row has tools, but the template has no format for them; set agent_template.",
    "training.stop.no_type": "The dataset has no type: the run does not start.",
    "training.stop.not_conversational": (
        "Loss on assistant turns only is asked for, but the first record is not a conversation."
    ),
    "training.stop.not_numbers": "A field that must hold a list of numbers holds something else.",
    "training.stop.not_text": "A field that must hold text holds nothing or something else.",
    "training.stop.null_content": "The content of a message is null.",
    "training.stop.openai_arguments": "The arguments of a call are no text.",
    "training.stop.openai_completion_for_a_chat_model": (
        "This is a prompt with a completion, and the model takes messages."
    ),
    "training.stop.openai_content_kind": "A content is neither text nor a list of parts.",
    "training.stop.openai_message_no_object": "A message is no object.",
    "training.stop.openai_name": "A name is missing where there must be one, or is no text.",
    "training.stop.openai_no_assistant": "No message is from the assistant.",
    "training.stop.openai_no_completion": "The prompt has no completion.",
    "training.stop.openai_no_content": "A message has no content, and calls nothing.",
    "training.stop.openai_no_messages": "There is no list of messages, or it is empty.",
    "training.stop.openai_no_pair": "There is no input with messages, which preference tuning needs.",
    "training.stop.openai_pair_not_one_answer": (
        "The preferred or the other answer is not one message of the assistant, in text."
    ),
    "training.stop.openai_part": "A part of a content is of a kind that is not taken there.",
    "training.stop.openai_role": "A role is missing, or none of system, user, assistant, tool and function.",
    "training.stop.openai_too_many_images": "There are more than 10 images.",
    "training.stop.openai_tool_call": "A tool call lacks its id or type, or is not the assistant's.",
    "training.stop.openai_tool_call_id": "A tool's result does not say which call it answers.",
    "training.stop.openai_tool_name": (
        "The name of a called function is missing, or has other signs than letters, digits, _ and -."
    ),
    "training.stop.openai_tools": "The declarations of tools are not as documented.",
    "training.stop.openai_weight": "A weight is neither 0 nor 1, or stands at a message that is not the assistant's.",
    "training.stop.option_for_sft_only": (
        "mask_history and train_on_prompt are for supervised fine-tuning only: the run does not start."
    ),
    "training.stop.over_max_length": (
        "The row is longer than max_length, and strict is set: the run ends with an error."
    ),
    "training.stop.packing_without_max_length": "Packing is on but no length limit is set.",
    "training.stop.pad_not_in_vocabulary": (
        "There is no padding token, or the one that is named is not in the tokenizer's vocabulary."
    ),
    "training.stop.padding_free_with_max_length": (
        "Training without padding is on with a length limit but without packing, which the trainer refuses."
    ),
    "training.stop.ranking_and_stage": (
        "Ranked data needs the stage dpo or rm, other data any other stage: the run does not start."
    ),
    "training.stop.rejected_equals_answer": "The rejected answer is missing or equals the answer.",
    "training.stop.result_without_call": "A tool result follows neither a call nor a question that could take it.",
    "training.stop.role_or_content_tag_missing": (
        "The data set entry does not name the field of the role or of the text: the run ends with an error."
    ),
    "training.stop.sharegpt": (
        "type: sharegpt no longer exists: the run does not start. Use type: chat_template with field_messages "
        "and message_property_mappings."
    ),
    "training.stop.split_with_chat_template": "truncation_strategy: split works only without a chat template.",
    "training.stop.system_not_supported": "The template has no place for a system text.",
    "training.stop.system_only": "The row has a system message and nothing else.",
    "training.stop.template": "The chat template refuses the conversation or fails at it: the run ends with an error.",
    "training.stop.template_failed": "The chat template cannot be applied to the conversation.",
    "training.stop.template_refused": (
        "The chat template refuses the conversation, for example for the order of its roles."
    ),
    "training.stop.template_syntax": "The chat template is no valid Jinja.",
    "training.stop.template_too_much": "The chat template takes more time or space than a conversation can need.",
    "training.stop.template_undefined": "The chat template reads something that the conversation does not have.",
    "training.stop.template_unsafe": "The chat template reaches for what no template may touch.",
    "training.stop.template_without_generation": (
        "Loss on assistant turns only is asked for, but the chat template does not mark them and the trainer has "
        "no marked version of it."
    ),
    "training.stop.tokenizer_without_letter": (
        "The tokenizer has no token for a single letter, which the template's check needs."
    ),
    "training.stop.too_long": (
        "The record has more tokens than sequence_len, and excess_length_strategy is raise: the run ends with an error."
    ),
    "training.stop.tools_not_json": "The tools are text that is no valid JSON.",
    "training.stop.train_on_prompt_and_template": (
        "train_on_prompt does not work with this template: the run does not start."
    ),
    "training.stop.unknown_columns": "The trainer finds none of the fields that it reads.",
    "training.stop.unknown_packing_strategy": "The configuration names a way to pack that the trainer does not know.",
    "training.stop.unknown_role": "A message has a role that the trainer does not know: the run ends with an error.",
    "training.stop.unknown_style": (
        "The style behind the colon of the dataset's type does not exist: the run ends with an error."
    ),
    "training.stop.unknown_truncation_mode": "The configuration names a way to cut that the trainer does not know.",
}
