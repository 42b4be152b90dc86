"""What is said where canaries are planted, and of a membership number that is void."""

MESSAGES = {
    "canaries.planted": "共 {canaries:,} 条金丝雀样本，按抛硬币的结果植入了 {included:,} 条："
    "在数据的 {records:,} 行之间加入 {rows:,} 行（{share}），布局为 {shape}",
    "canaries.ceiling": "审计将指认其中 {guesses:,} 条曾被植入。"
    "即使全部指认正确，也只能证明 epsilon 至少为 {ceiling}，不会更高。",
    "canaries.too_few": "金丝雀样本太少，无论模型如何作答都证明不了什么；建议从 200 条开始。",
    "canaries.much": "与数据量相比，植入的行太多：模型会去学习金丝雀样本。请减少条数或份数。",
    "canaries.unshown": "数据中有 {count:,} 行无法读取，已原样复制。",
    "canaries.secret": "请将 {path} 保密，并与训练隔离："
    "不要放进会被用来训练的文件夹，也不要放进数据的代码仓库。密钥文件无法重新生成。",
    "canaries.data": "像平常一样用 {path} 训练。训练前不要再清洗或排序。",
    "canaries.next": "之后运行：{command}",
    "membership.void.blind": "只看文本的分类器就能区分训练样本与留出样本：两者的差别不只在于是否训练过",
    "membership.void.base": "两者都没见过的基座模型就能区分训练样本与留出样本：两者的差别不只在于是否训练过",
    "membership.void.few": "其中一方的样本太少",
    "membership.void.no_classifier": "没有安装 scikit-learn，无法检查仅凭文本能否区分两方",
}
